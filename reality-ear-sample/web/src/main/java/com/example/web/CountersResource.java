package com.example.web;

import com.example.office.Refusal;
import com.example.office.Refusal.Reason;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** The traffic of clients, as counted by this node. */
@Path("counters")
@Produces(MediaType.APPLICATION_JSON)
public class CountersResource {

    @GET
    public Response counters(@QueryParam("label") @Nullable String label, @Context ServletContext application) {
        Traffic traffic = Traffic.of(application);
        if (label == null) {
            return Response.ok(traffic.all()).build();
        }
        if (!CountingFilter.LABEL.matcher(label).matches()) {
            throw new Refusal(Reason.INVALID, "label must be " + CountingFilter.LABEL_RULE);
        }
        return Response.ok(traffic.of(label)).build();
    }
}
