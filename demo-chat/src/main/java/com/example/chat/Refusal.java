package com.example.chat;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/** The server fails on purpose, to show what a page does then. */
class Refusal extends WebApplicationException {

    private static final long serialVersionUID = 1;

    Refusal() {
        super(Response.status(Response.Status.SERVICE_UNAVAILABLE).build());
    }
}
