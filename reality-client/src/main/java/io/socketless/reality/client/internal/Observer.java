package io.socketless.reality.client.internal;

import io.socketless.reality.client.State;
import io.socketless.reality.client.SubscriptionOptions;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One subscription as its {@link Topic} sees it. Any thread can read {@code state}; only the mailbox touches the rest.
 */
final class Observer<T> {

    final SubscriptionOptions<T> options;
    final boolean live;
    private final Consumer<? super State<T>> direct;
    volatile State<T> state = new State.Loading<>();

    Timer.@Nullable Task nextPoll;
    boolean closed;

    /** @param direct receives every state in order, within the mailbox, so it only hands over */
    Observer(SubscriptionOptions<T> options, boolean live, Consumer<? super State<T>> direct) {
        this.options = options;
        this.live = live;
        this.direct = direct;
    }

    /** A topic has one kind of data. A subscription with another type gets a ClassCastException in the application. */
    @SuppressWarnings("unchecked")
    void tell(State<?> next) {
        if (!closed && !state.equals(next)) {
            state = (State<T>) next;
            direct.accept(state);
        }
    }
}
