package com.example.ticker;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The REST API of the ticker. */
@ApplicationPath("api")
public class TickerApplication extends Application {}
