package com.example.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Counts the bytes of the body when they are written, through whichever of its two doors. */
final class CountedResponse extends HttpServletResponseWrapper {

    private final Counters counters;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;

    CountedResponse(HttpServletResponse response, Counters counters) {
        super(response);
        this.counters = counters;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        ServletOutputStream counted = stream;
        if (counted == null) {
            counted = new Counted(super.getOutputStream(), counters);
            stream = counted;
        }
        return counted;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        PrintWriter counted = writer;
        if (counted == null) {
            counted = new PrintWriter(new OutputStreamWriter(getOutputStream(), getCharacterEncoding()));
            writer = counted;
        }
        return counted;
    }

    @Override
    public void flushBuffer() throws IOException {
        flushWriter();
        super.flushBuffer();
    }

    void flushWriter() {
        if (writer != null) {
            writer.flush();
        }
    }

    private static final class Counted extends ServletOutputStream {

        private final ServletOutputStream stream;
        private final Counters counters;

        Counted(ServletOutputStream stream, Counters counters) {
            this.stream = stream;
            this.counters = counters;
        }

        @Override
        public void write(int octet) throws IOException {
            stream.write(octet);
            counters.wrote(1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            stream.write(octets, offset, length);
            counters.wrote(length);
        }

        @Override
        public void flush() throws IOException {
            stream.flush();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }

        @Override
        public boolean isReady() {
            return stream.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            stream.setWriteListener(listener);
        }
    }
}
