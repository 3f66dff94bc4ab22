package com.example.office;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** The stocks. */
@Stateless
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class Stocks {

    private static final int MAX_CENTS = 150;

    @PersistenceContext
    private EntityManager database;

    @Inject
    private Paces paces;

    private final RandomGenerator random = RandomGenerator.getDefault();

    /** All stocks, by symbol. */
    public List<Stock> all() {
        return database.createQuery("select s from Stock s order by s.symbol", Stock.class)
                .getResultList();
    }

    /** Changes the price of one stock if a change is due. Returns the delay until the next call. */
    public Duration tick() {
        return paces.whenDue(Pace.STOCKS, () -> {
            List<Stock> stocks = all();
            int cents = random.nextInt(1, MAX_CENTS + 1) * (random.nextBoolean() ? 1 : -1);
            stocks.get(random.nextInt(stocks.size())).move(BigDecimal.valueOf(cents, 2));
        });
    }
}
