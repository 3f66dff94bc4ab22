package com.example.chat;

import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** What a client posts: <code>{ "id": "...", "author": "...", "text": "..." }</code>. */
public class Draft {

    static final int ID_LENGTH = 64;
    static final int NAME_LENGTH = 40;
    static final int TEXT_LENGTH = 1000;

    @NotBlank
    @Size(max = ID_LENGTH)
    private String id = "";

    @NotBlank
    @Size(max = NAME_LENGTH)
    private String author = "";

    @NotBlank
    @Size(max = TEXT_LENGTH)
    private String text = "";

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    public String getAuthor() {
        return author;
    }

    public void setAuthor(String author) {
        this.author = author;
    }

    public String getText() {
        return text;
    }

    public void setText(String text) {
        this.text = text;
    }

    /** Whether its writer wants to see a failure. */
    @JsonbTransient
    public boolean isRefused() {
        return text.startsWith("/fail");
    }
}
