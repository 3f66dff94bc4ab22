package com.example.ticker;

import com.example.office.Pace;
import com.example.web.PaceResource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Path;

/** The number of price changes per minute. */
@Path("pace")
@RequestScoped
public class StockPace extends PaceResource {

    public StockPace() {
        super(Pace.STOCKS);
    }
}
