package io.socketless.reality.protocol;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the queries of {@code /events}, {@code /poll} and {@code /versions}.
 *
 * <p>Every method throws {@link ProtocolException} for a value that breaks the protocol. Thread-safe.
 */
public final class QueryDecoder {

    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;

    private final Limits limits;
    private final KeyRule keyRule;

    public QueryDecoder(Limits limits) {
        this.limits = limits;
        this.keyRule = limits.keyRule();
    }

    /**
     * The request of {@code /events}.
     *
     * @param lastEventId the {@code Last-Event-ID} field, or null
     */
    public EventsRequest events(QueryParameters query, @Nullable String lastEventId) {
        Set<String> keys = keys(query.values("key"));
        long waitMillis = waitMillis(query.first("wait"));
        return new EventsRequest(EventId.seen(keys, lastEventId), waitMillis);
    }

    /** The request of {@code /poll}. */
    public PollRequest poll(QueryParameters query, PollCondition condition) {
        return new PollRequest(keys(query.values("key")), condition);
    }

    /** The version from which {@code /versions} reports: {@code since}, or 0 where it is absent. */
    public long since(QueryParameters query) {
        return since(query.first("since"));
    }

    /** The keys of {@code key=a&key=b}, each once, in the order of the query. */
    public Set<String> keys(Collection<String> values) {
        if (values.isEmpty()) {
            throw ProtocolException.of(BAD_REQUEST, "The query must name at least one key, as in ?key=a&key=b.");
        }
        Set<String> keys = new LinkedHashSet<>();
        for (String key : values) {
            Optional<String> fault = keyRule.fault(key);
            if (fault.isPresent()) {
                throw ProtocolException.of(
                        BAD_REQUEST, "Key number " + (keys.size() + 1) + " of the query: " + fault.get());
            }
            keys.add(key);
        }
        if (keys.size() > limits.maxKeys()) {
            throw ProtocolException.of(TOO_LARGE, "More than " + limits.maxKeys() + " keys in one request.");
        }
        return keys;
    }

    /** The version to report from: {@code since}, or 0 where it is absent. */
    public long since(@Nullable String value) {
        return value == null ? 0 : digits(value, "since", "a whole number from 0 to " + WholeNumber.MAX);
    }

    /** How long to wait in milliseconds: {@code wait}, or 0 where it is absent; 0 or less: answer at once. */
    public long waitMillis(@Nullable String value) {
        if (value == null) {
            return 0;
        }
        boolean negative = value.startsWith("-");
        long millis = digits(negative ? value.substring(1) : value, "wait", "a whole number of milliseconds");
        return negative ? -millis : millis;
    }

    private static long digits(String digits, String parameter, String expected) {
        long number = WholeNumber.parseDigits(digits);
        if (number == WholeNumber.NONE) {
            throw ProtocolException.of(
                    BAD_REQUEST, "The query parameter '" + parameter + "' must be " + expected + ".");
        }
        return number;
    }
}
