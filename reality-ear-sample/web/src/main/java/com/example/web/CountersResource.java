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

/** What clients have cost, as this node has counted it. */
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
            throw new Refusal(Reason.INVALID, "label has to be " + CountingFilter.WHAT_A_LABEL_IS);
        }
        return Response.ok(traffic.of(label)).build();
    }
}
