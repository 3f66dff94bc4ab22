package io.socketless.reality.client;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One subscription as its {@link Topic} sees it. {@code state} may be read by any thread; the rest is the mailbox's. */
final class Observer<T> {

    final SubscriptionOptions<T> options;
    final boolean live;
    private final Consumer<? super State<T>> direct;
    volatile State<T> state = new State.Loading<>();

    Timer.@Nullable Task nextPoll;
    boolean closed;

    /** @param direct is told every state in order, within the mailbox: it only hands over */
    Observer(SubscriptionOptions<T> options, boolean live, Consumer<? super State<T>> direct) {
        this.options = options;
        this.live = live;
        this.direct = direct;
    }

    /** A topic has one kind of data; who subscribes with another gets a ClassCastException in the own code. */
    @SuppressWarnings("unchecked")
    void tell(State<?> next) {
        if (!closed && !state.equals(next)) {
            state = (State<T>) next;
            direct.accept(state);
        }
    }
}
