package com.example.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests and response bytes by client. A client names itself in the header {@code X-Client} or the query
 * parameter {@code client}. The filter covers the application's API and Reality, held requests and streams included. It
 * leaves out the requests for the counters and the pace.
 */
@WebFilter(
        urlPatterns = {"/api/*", "/reality/*"},
        asyncSupported = true)
public class CountingFilter extends HttpFilter {

    static final Pattern LABEL = Pattern.compile("[A-Za-z0-9:_-]{1,40}");
    static final String LABEL_RULE = "1 to 40 letters, digits, colons, hyphens and underscores";

    private static final long serialVersionUID = 1;
    private static final Pattern PARAMETER = Pattern.compile("(?:^|&)client=([^&]*)");
    private static final Pattern NOT_COUNTED = Pattern.compile("/api/(counters|pace)");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        String label = label(request);
        if (label == null || NOT_COUNTED.matcher(path).matches()) {
            chain.doFilter(request, response);
        } else if (!LABEL.matcher(label).matches()) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            response.setContentType(MediaType.APPLICATION_JSON);
            response.getOutputStream().print("{\"message\":\"client must be " + LABEL_RULE + "\"}");
        } else {
            count(Traffic.of(request.getServletContext()).begin(label), request, response, chain);
        }
    }

    private static @Nullable String label(HttpServletRequest request) {
        String header = request.getHeader("X-Client");
        if (header != null || request.getQueryString() == null) {
            return header;
        }
        Matcher parameter = PARAMETER.matcher(request.getQueryString());
        return parameter.find() ? URLDecoder.decode(parameter.group(1), StandardCharsets.UTF_8) : null;
    }

    private static void count(
            Counters counters, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        CountedRequest counted = new CountedRequest(request, counters);
        CountedResponse answer = new CountedResponse(response, counters, counted::end);
        try {
            chain.doFilter(counted, answer);
        } finally {
            if (!counted.isHeld()) {
                answer.flushWriter();
                counted.end();
            }
        }
    }
}
