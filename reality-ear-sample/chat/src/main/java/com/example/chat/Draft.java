package com.example.chat;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a client posts: <code>{ "author": "Ada", "text": "Hi" }</code>, with an {@code id} to be able to post it again.
 */
public class Draft {

    private String id = UUID.randomUUID().toString();
    private String author = "";
    private String text = "";

    public String getId() {
        return id;
    }

    public void setId(@Nullable String id) {
        this.id = id == null ? "" : id;
    }

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
