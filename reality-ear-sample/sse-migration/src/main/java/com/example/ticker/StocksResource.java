package com.example.ticker;

import com.example.office.Stock;
import com.example.office.Stocks;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** All prices, in one response. */
@Path("stocks")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class StocksResource {

    @Inject
    private Stocks stocks;

    @GET
    public List<Stock> stocks() {
        return stocks.all();
    }
}
