package com.example.web;

import org.jspecify.annotations.Nullable;

/** <code>{ "perMinute": 30 }</code>. */
public class PaceBody {

    private @Nullable Integer perMinute;

    /** For JSON. */
    public PaceBody() {}

    PaceBody(int perMinute) {
        this.perMinute = perMinute;
    }

    public @Nullable Integer getPerMinute() {
        return perMinute;
    }

    public void setPerMinute(@Nullable Integer perMinute) {
        this.perMinute = perMinute;
    }
}
