package com.example.office;

import jakarta.ejb.ApplicationException;

/** Rejects a request, with a message for the client, and rolls the transaction back. */
@ApplicationException(rollback = true)
public class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The kind of rejection. */
    public enum Reason {
        /** The request is invalid. */
        INVALID,
        /** Its target does not exist. */
        UNKNOWN,
        /** The request is valid, but it failed. */
        FAILED
    }

    private final Reason reason;

    public Refusal(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Trims the text, and requires 1 to {@code max} characters. */
    static String checked(String name, String text, int max) {
        String trimmed = text.trim();
        if (trimmed.isEmpty() || trimmed.length() > max) {
            throw new Refusal(
                    Reason.INVALID, "%s must have 1 to %d characters, not %d".formatted(name, max, trimmed.length()));
        }
        return trimmed;
    }
}
