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

    /** The price changes by this much, and does not fall below 1. */
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

    /** By how much the price changed when it last did. */
    public BigDecimal getChange() {
        return lastChange;
    }

    /** When the price last changed. */
    public Instant getAt() {
        return Instant.ofEpochMilli(changedAt);
    }
}
