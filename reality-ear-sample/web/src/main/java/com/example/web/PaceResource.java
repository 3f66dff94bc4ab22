package com.example.web;

import com.example.office.Paces;
import com.example.office.Refusal;
import com.example.office.Refusal.Reason;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** The rate of generated changes over HTTP. Each application names its topic. */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public abstract class PaceResource {

    @Inject
    private Paces paces;

    private final String topic;

    /** @param topic a topic of {@link com.example.office.Pace} */
    protected PaceResource(String topic) {
        this.topic = topic;
    }

    @GET
    public PaceBody pace() {
        return new PaceBody(paces.perMinute(topic));
    }

    @PUT
    public void set(@Nullable PaceBody body) {
        Integer perMinute = body == null ? null : body.getPerMinute();
        if (perMinute == null) {
            throw new Refusal(Reason.INVALID, "perMinute is missing");
        }
        paces.set(topic, perMinute);
    }
}
