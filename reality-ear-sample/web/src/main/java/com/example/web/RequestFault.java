package com.example.web;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Adds the usual body to the error responses of JAX-RS, such as for a missing body. */
@Provider
public class RequestFault implements ExceptionMapper<WebApplicationException> {

    @Override
    public Response toResponse(WebApplicationException failure) {
        Response answer = failure.getResponse();
        if (answer.getStatus() < Response.Status.BAD_REQUEST.getStatusCode()) {
            return answer;
        }
        return Fault.answer(answer.getStatus(), answer.getStatusInfo().getReasonPhrase());
    }
}
