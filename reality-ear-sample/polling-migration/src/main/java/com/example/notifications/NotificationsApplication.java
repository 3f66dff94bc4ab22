package com.example.notifications;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The REST API of the notification centre. */
@ApplicationPath("api")
public class NotificationsApplication extends Application {}
