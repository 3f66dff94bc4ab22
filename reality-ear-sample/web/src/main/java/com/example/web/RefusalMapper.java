package com.example.web;

import com.example.office.Refusal;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Maps the reason of a rejection to a status. */
@Provider
public class RefusalMapper implements ExceptionMapper<Refusal> {

    @Override
    public Response toResponse(Refusal refusal) {
        int status =
                switch (refusal.reason()) {
                    case INVALID -> 400;
                    case UNKNOWN -> 404;
                    case FAILED -> 422;
                };
        return Fault.answer(status, String.valueOf(refusal.getMessage()));
    }
}
