package com.example.chat;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The REST API of the chat. */
@ApplicationPath("api")
public class ChatApplication extends Application {}
