package com.example.notifications;

import org.jspecify.annotations.Nullable;

/** What a client posts: <code>{ "text": "Tea is ready" }</code>. */
public class Draft {

    private String text = "";

    public String getText() {
        return text;
    }

    public void setText(@Nullable String text) {
        this.text = text == null ? "" : text;
    }
}
