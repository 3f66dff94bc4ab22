package com.example.web;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The body of an error response: <code>{ "message": "..." }</code>. */
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
