package io.socketless.reality.benchmarks;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Maps the resources of this WAR. */
@ApplicationPath("/baseline")
public class Baseline extends Application {}
