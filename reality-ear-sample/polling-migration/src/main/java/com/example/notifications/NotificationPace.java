package com.example.notifications;

import com.example.office.Pace;
import com.example.web.PaceResource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Path;

/** The number of generated notifications per minute. */
@Path("pace")
@RequestScoped
public class NotificationPace extends PaceResource {

    public NotificationPace() {
        super(Pace.NOTIFICATIONS);
    }
}
