package io.socketless.reality.benchmarks;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.HashMap;
import java.util.Map;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Fills the shared map faster than Reality writes: with copies of an entry that Reality has written. */
@Path("copies")
@ApplicationScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class CopiesResource {

    private static final int AT_ONCE = 5_000;

    /** For CDI. */
    public CopiesResource() {}

    /** Copies the entry of a key to keys with a number of ten digits at their end. */
    @POST
    @Path("{key}/{first}/{count}")
    public String copy(
            @PathParam("key") String key, @PathParam("first") int first, @PathParam("count") int count, byte[] body)
            throws NamingException {
        IMap<String, byte[]> map = instance().getMap("reality");
        byte[] entry = map.get(key);
        Map<String, byte[]> some = new HashMap<>();
        for (int i = first; i < first + count; i++) {
            some.put("%s:%010d".formatted(key, i), entry);
            if (some.size() == AT_ONCE || i == first + count - 1) {
                map.putAll(some);
                some.clear();
            }
        }
        return "{}";
    }

    @SuppressWarnings("BanJNDI") // A constant name in the server that runs the benchmark.
    private static HazelcastInstance instance() throws NamingException {
        return InitialContext.doLookup("payara/Hazelcast");
    }
}
