package com.example.notifications;

import com.example.office.Beat;
import com.example.office.Notifications;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;

/** Makes notifications. */
@Singleton
@Startup
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class NotificationBeat extends Beat {

    @Inject
    private Notifications notifications;

    @Override
    protected Duration tick() {
        return notifications.tick();
    }
}
