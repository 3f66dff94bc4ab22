package com.example.ticker;

import com.example.office.Beat;
import com.example.office.Stocks;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;

/** Changes prices. */
@Singleton
@Startup
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class StockBeat extends Beat {

    @Inject
    private Stocks stocks;

    @Override
    protected Duration tick() {
        return stocks.tick();
    }
}
