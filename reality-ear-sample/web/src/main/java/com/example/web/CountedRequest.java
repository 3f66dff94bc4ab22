package com.example.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Notices the end of a request that is held, or whose answer is a stream. It listens from the moment in which the request is
 * suspended: later, another thread may have ended it already.
 */
final class CountedRequest extends HttpServletRequestWrapper {

    private final Counters counters;
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean held;

    CountedRequest(HttpServletRequest request, Counters counters) {
        super(request);
        this.counters = counters;
    }

    /** The request has ended, or its client is found to have left; counts once. */
    void end() {
        if (ended.compareAndSet(false, true)) {
            counters.end();
        }
    }

    /** Whether it ends later than the call of the servlet. */
    boolean isHeld() {
        return held;
    }

    @Override
    public AsyncContext startAsync() {
        return listening(super.startAsync());
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return listening(super.startAsync(request, response));
    }

    private AsyncContext listening(AsyncContext suspended) {
        suspended.addListener(new AsyncListener() {
            @Override
            public void onComplete(AsyncEvent event) {
                end();
            }

            @Override
            public void onTimeout(AsyncEvent event) {} // onComplete follows

            @Override
            public void onError(AsyncEvent event) {} // onComplete follows

            @Override
            public void onStartAsync(AsyncEvent event) {} // there is a listener for that already
        });
        held = true;
        return suspended;
    }
}
