package com.example.office;

import jakarta.ejb.ApplicationException;

/** A request that is not carried out, with what to tell whoever asked. Rolls back what has been done so far. */
@ApplicationException(rollback = true)
public class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Whose fault it is. */
    public enum Reason {
        /** What was asked for makes no sense. */
        INVALID,
        /** There is no such thing. */
        UNKNOWN,
        /** It makes sense and did not work. */
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

    /** The text without the spaces around it, if it has 1 to {@code most} characters. */
    static String checked(String name, String text, int most) {
        String trimmed = text.trim();
        if (trimmed.isEmpty() || trimmed.length() > most) {
            throw new Refusal(
                    Reason.INVALID,
                    "%s has to have 1 to %d characters, not %d".formatted(name, most, trimmed.length()));
        }
        return trimmed;
    }
}
