package com.example.web;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** What a client is told when something is not done: <code>{ "message": "..." }</code>. */
public class Fault {

    private final String message;

    Fault(String message) {
        this.message = message;
    }

    public String getMessage() {
        return message;
    }

    static Response answer(int status, String message) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(new Fault(message))
                .build();
    }
}
