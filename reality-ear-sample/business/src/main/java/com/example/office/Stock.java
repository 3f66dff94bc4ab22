package com.example.office;

import io.socketless.reality.jpa.RealityKeys;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.time.Instant;

/** A stock and its price. */
@Entity
@RealityKeys("ticker:stocks")
@SuppressWarnings("NullAway.Init") // JPA sets the fields
public class Stock {

    private static final BigDecimal LEAST = BigDecimal.ONE;

    @Id
    private String symbol;

    private BigDecimal price;

    private BigDecimal lastChange;

    private long changedAt;

    /** For JPA. */
    protected Stock() {}

    /** Changes the price by this amount, but not to less than 1. */
    void move(BigDecimal change) {
        BigDecimal next = price.add(change).max(LEAST);
        lastChange = next.subtract(price);
        price = next;
        changedAt = System.currentTimeMillis();
    }

    public String getSymbol() {
        return symbol;
    }

    public BigDecimal getPrice() {
        return price;
    }

    /** The last change of the price. */
    public BigDecimal getChange() {
        return lastChange;
    }

    /** The time of the last change. */
    public Instant getAt() {
        return Instant.ofEpochMilli(changedAt);
    }
}
