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
 * Detects the end of a held request or of a stream. Registers its listener when the request is suspended, because
 * another thread can complete it right afterwards.
 */
final class CountedRequest extends HttpServletRequestWrapper {

    private final Counters counters;
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean held;

    CountedRequest(HttpServletRequest request, Counters counters) {
        super(request);
        this.counters = counters;
    }

    /** Counts the end of the request once, whether it completes or its client disconnects. */
    void end() {
        if (ended.compareAndSet(false, true)) {
            counters.end();
        }
    }

    /** Whether the request continues after the servlet has returned. */
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
            public void onStartAsync(AsyncEvent event) {} // this listener remains registered
        });
        held = true;
        return suspended;
    }
}
