package com.example.chat;

import org.jspecify.annotations.Nullable;

/** What a client posts: <code>{ "author": "Ada", "text": "Hi" }</code>. */
public class Draft {

    private String author = "";
    private String text = "";

    public String getAuthor() {
        return author;
    }

    public void setAuthor(@Nullable String author) {
        this.author = author == null ? "" : author;
    }

    public String getText() {
        return text;
    }

    public void setText(@Nullable String text) {
        this.text = text == null ? "" : text;
    }
}
