package com.example.web;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Answers 400 to a body that is not the expected JSON. Jersey alone would answer 500. */
@Provider
public class MalformedBody implements ExceptionMapper<ProcessingException> {

    @Override
    public Response toResponse(ProcessingException failure) {
        return Fault.answer(400, "The body is not the expected JSON");
    }
}
