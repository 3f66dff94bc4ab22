package io.socketless.reality.it.board;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

@ApplicationPath("/api")
public class BoardApplication extends Application {}
