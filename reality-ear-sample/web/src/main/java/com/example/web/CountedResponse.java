package com.example.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Counts the bytes that are written to the body, through its stream or its writer. */
final class CountedResponse extends HttpServletResponseWrapper {

    private final Counters counters;
    private final Runnable gone;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;

    /** @param gone runs when a write fails, because not every server ends the stream then */
    CountedResponse(HttpServletResponse response, Counters counters, Runnable gone) {
        super(response);
        this.counters = counters;
        this.gone = gone;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        ServletOutputStream counted = stream;
        if (counted == null) {
            counted = new Counted(super.getOutputStream());
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

    private final class Counted extends ServletOutputStream {

        private final ServletOutputStream stream;

        Counted(ServletOutputStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            try {
                stream.write(octets, offset, length);
            } catch (IOException broken) {
                gone.run();
                throw broken;
            }
            counters.wrote(length);
        }

        @Override
        public void flush() throws IOException {
            try {
                stream.flush();
            } catch (IOException broken) {
                gone.run();
                throw broken;
            }
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
