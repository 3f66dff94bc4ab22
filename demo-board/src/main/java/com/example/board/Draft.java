package com.example.board;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** What a client sends to post or edit a notice: <code>{ "text": "..." }</code>. */
public class Draft {

    @NotBlank
    @Size(max = Notice.MAX_LENGTH)
    private String text = "";

    public String getText() {
        return text;
    }

    public void setText(String text) {
        this.text = text;
    }
}
