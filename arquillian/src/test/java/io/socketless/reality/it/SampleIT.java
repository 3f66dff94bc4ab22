package io.socketless.reality.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.servers.Cluster;
import io.socketless.reality.servers.ServerNode;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The EAR of {@code ./sample}, unchanged, on two full servers that share a database. */
@Tag("sample")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SampleIT {
    private static final String NAME = "reality-ear-sample";
    private static final String ROOM = "chat:room:general";
    private static final String STOCKS = "ticker:stocks";
    private static final String NOTIFICATIONS = "notifications:ada";
    private static final int LAST = Integer.MAX_VALUE;

    private static Database database;
    private static Cluster cluster;
    private static Path ear;

    private final Client chatA = client(0, "chat");
    private final Client chatB = client(1, "chat");
    private final Client tickerA = client(0, "sse-migration");
    private final Client tickerB = client(1, "sse-migration");
    private final Client noticesA = client(0, "polling-migration");
    private final Client noticesB = client(1, "polling-migration");

    @BeforeAll
    static void start() {
        database = new Database();
        ear = Path.of(System.getProperty("sample.ear"));
        cluster = Cluster.full(2, database.url("office"), "/chat/reality/health", Map.of(), ear);
        cluster.start();
        awaitPeers();
    }

    @AfterAll
    static void end() {
        cluster.close();
        database.close();
    }

    @BeforeEach
    void nothingHappensByItself() {
        assertThat(tickerA.put("/api/pace", "{\"perMinute\":0}").status()).isEqualTo(204);
        assertThat(noticesA.put("/api/pace", "{\"perMinute\":0}").status()).isEqualTo(204);
    }

    private static Client client(int node, String application) {
        return new Client(cluster.node(node), application);
    }

    private static void awaitPeers() {
        Waiting.atMostSeconds(60).until(() -> Stream.of(0, 1)
                .allMatch(node -> client(node, "chat")
                                .get("/reality/health")
                                .json()
                                .getJsonObject("mesh")
                                .getInt("healthyPeers")
                        == 1));
    }

    @Test
    void a_message_that_is_posted_on_one_node_is_seen_on_the_other() {
        Map<String, Long> known = Map.of(ROOM, chatB.version(ROOM));
        String text = text();

        Answer posted = post(chatA, "Ada", text);

        assertThat(posted.status()).isEqualTo(201);
        assertThat(posted.json().getString("room")).isEqualTo("general");
        assertThat(chatB.sync(known).changed()).containsExactly(ROOM);
        assertThat(texts(chatB)).endsWith(text);
    }

    @Test
    void a_client_that_waits_on_one_node_is_answered_when_somebody_writes_on_the_other() throws Exception {
        CompletableFuture<Answer> waiting =
                chatB.syncWaiting(Map.of(ROOM, chatB.version(ROOM)), Duration.ofSeconds(25));
        Waiting.untilHeld(waiting);

        post(chatA, "Ada", text());

        assertThat(waiting.get(10, SECONDS).changed()).containsExactly(ROOM);
    }

    @Test
    void a_message_that_is_rolled_back_is_told_to_nobody() {
        Map<String, Long> known = Map.of(ROOM, chatB.version(ROOM));

        assertThat(post(chatA, "Ada", "/fail").status()).isEqualTo(422);

        assertThat(texts(chatB)).doesNotContain("/fail");
        assertThat(chatB.syncWaiting(known, Duration.ofSeconds(2)).join().changed())
                .isEmpty();
    }

    @Test
    void an_entity_that_is_updated_or_removed_publishes_its_key() {
        int id =
                noticesA.post("/api/notifications", "{\"text\":\"Tea\"}").json().getInt("id");
        long inserted = noticesB.version(NOTIFICATIONS);

        assertThat(noticesA.put("/api/notifications/" + id + "/read", "").status())
                .isEqualTo(204);
        long updated = noticesB.version(NOTIFICATIONS);
        assertThat(array(noticesB.get("/api/notifications")).getJsonObject(0).getBoolean("read"))
                .isTrue();
        assertThat(noticesA.send("DELETE", "/api/notifications/" + id).status()).isEqualTo(204);

        assertThat(List.of(inserted, updated, noticesB.version(NOTIFICATIONS)))
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(noticesB.get("/api/notifications").body()).doesNotContain("\"id\":" + id + ",");
    }

    @Test
    void an_entity_that_is_written_without_a_change_publishes_nothing() {
        noticesA.post("/api/notifications/read-all", "");
        long known = noticesB.version(NOTIFICATIONS);

        assertThat(noticesA.post("/api/notifications/read-all", "").status()).isEqualTo(204);

        assertThat(noticesB.version(NOTIFICATIONS)).isEqualTo(known);
    }

    @Test
    void the_applications_of_one_ear_are_one_node() {
        CompletableFuture<Answer> waiting =
                noticesA.syncWaiting(Map.of(ROOM, noticesA.version(ROOM)), Duration.ofSeconds(25));
        Waiting.untilHeld(waiting);

        post(chatA, "Ada", text());

        assertThat(waiting.join().changed()).containsExactly(ROOM);
        assertThat(Stream.of(chatA, tickerA, noticesA, client(0, ""))
                        .map(client -> client.get("/reality/health").header("X-Reality-Server")))
                .containsOnly("a");
        assertThat(cluster.node(0).log().split("REALITY-1000", -1)).hasSize(2);
    }

    @Test
    void an_answer_that_a_client_holds_is_not_sent_again_by_any_node() {
        post(chatA, "Ada", text());
        String tag = chatA.get("/api/rooms/general/messages").header("ETag");

        assertThat(chatB.get("/api/rooms/general/messages", "If-None-Match", tag)
                        .status())
                .isEqualTo(304);
        post(chatA, "Ada", text());
        assertThat(chatB.get("/api/rooms/general/messages", "If-None-Match", tag)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_stream_has_all_prices_at_its_beginning_and_after_a_change_on_any_node() throws Exception {
        try (EventSource stream = EventSource.open(cluster.node(1), "/sse-migration/api/stream")) {
            JsonArray first = array(stream.next());
            assertThat(first).hasSize(6);

            tickerA.put("/api/pace", "{\"perMinute\":60}");

            assertThat(array(stream.next())).hasSize(6).isNotEqualTo(first);
            assertThat(array(stream.next()).toString()).isNotEqualTo(first.toString());
        }
    }

    @Test
    void all_nodes_together_change_prices_at_the_pace_that_is_set() throws Exception {
        try (EventSource stream = EventSource.open(cluster.node(1), "/sse-migration/api/stream")) {
            stream.next();
            tickerB.put("/api/pace", "{\"perMinute\":120}");
            stream.next();

            long began = System.nanoTime();
            for (int change = 0; change < 10; change++) {
                stream.next();
            }

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
        }
    }

    @Test
    void requests_and_bytes_are_counted_exactly() throws Exception {
        String label = label();
        long bytes = 0;
        for (int count = 0; count < 3; count++) {
            bytes += length(noticesA.get("/api/notifications?client=" + label));
        }
        Map<String, Long> known = Map.of(NOTIFICATIONS, noticesA.version(NOTIFICATIONS));
        bytes += length(noticesA.post(
                "/reality/sync",
                Client.syncBody(known, Duration.ZERO),
                "Content-Type",
                "application/json",
                "X-Client",
                label));
        CompletableFuture<Answer> held = CompletableFuture.supplyAsync(() -> noticesA.post(
                "/reality/sync",
                Client.syncBody(known, Duration.ofSeconds(20)),
                "Content-Type",
                "application/json",
                "X-Client",
                label));
        Waiting.atMostSeconds(10).until(() -> counters(noticesA, label).getInt("openConnections") == 1);
        Waiting.untilHeld(held);

        noticesB.post("/api/notifications", "{\"text\":\"Counted\"}");
        bytes += length(held.get(10, SECONDS));

        Waiting.atMostSeconds(5).until(() -> counters(noticesA, label).getInt("openConnections") == 0);
        assertThat(counters(noticesA, label).toString())
                .isEqualTo(expected(label, 5, bytes, 0).toString());
        assertThat(noticesA.get("/api/counters").body()).contains(label);
        assertThat(counters(noticesB, label).toString())
                .isEqualTo(expected(label, 0, 0, 0).toString());
    }

    @Test
    void a_stream_is_counted_while_it_is_open_and_until_its_end_is_noticed() throws Exception {
        String label = label();
        try (EventSource stream = EventSource.open(cluster.node(0), "/sse-migration/api/stream?client=" + label)) {
            stream.next();
            tickerA.put("/api/pace", "{\"perMinute\":120}");
            stream.next();
            stream.next();
            tickerA.put("/api/pace", "{\"perMinute\":0}");

            Waiting.atMostSeconds(10)
                    .untilAsserted(() -> assertThat(counters(tickerA, label).toString())
                            .isEqualTo(expected(label, 1, stream.bytes(), 1).toString()));
        }

        tickerA.put("/api/pace", "{\"perMinute\":600}");
        Waiting.atMostSeconds(10).until(() -> counters(tickerA, label).getInt("openConnections") == 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    chat              | POST | rooms/general/messages | {"author":"Ada","text":"  "}      | 400
                    chat              | POST | rooms/general/messages | {"author":"","text":"Hi"}         | 400
                    chat              | POST | rooms/general/messages | {"author":"Ada","text":null}      | 400
                    chat              | POST | rooms/general/messages | {"author":                        | 400
                    chat              | POST | rooms/general/messages | ''                                | 400
                    chat              | POST | rooms/No-where/messages | {"author":"Ada","text":"Hi"}     | 404
                    chat              | POST | rooms/general/messages | {"id":"","author":"Ada","text":"Hi"} | 400
                    sse-migration     | PUT  | pace                   | {"perMinute":601}                 | 400
                    sse-migration     | PUT  | pace                   | {"perMinute":-1}                  | 400
                    sse-migration     | PUT  | pace                   | {"perMinute":"often"}             | 400
                    sse-migration     | PUT  | pace                   | {}                                | 400
                    polling-migration | POST | notifications          | {"text":""}                       | 400
                    polling-migration | PUT  | notifications/999999/read | ''                             | 404
                    """)
    void what_makes_no_sense_is_refused_with_the_reason(
            String application, String method, String path, String body, int status) {
        Client client = client(0, application);

        Answer answer = method.equals("PUT") ? client.put("/api/" + path, body) : client.post("/api/" + path, body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().getString("message")).isNotBlank();
    }

    @Test
    void a_message_that_is_posted_again_on_another_node_exists_once() {
        String text = text();
        String message = "{\"id\":\"" + text + "\",\"author\":\"Ada\",\"text\":\"" + text + "\"}";

        Answer first = chatA.post("/api/rooms/general/messages", message);
        Answer second = chatB.post("/api/rooms/general/messages", message);

        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(texts(chatB)).containsOnlyOnce(text);
    }

    @Test
    void the_first_message_of_a_room_changes_the_list_of_rooms() {
        Map<String, Long> known = Map.of("chat:rooms", chatB.version("chat:rooms"));
        String room = "room-" + text().substring(0, 8);

        chatA.post("/api/rooms/" + room + "/messages", "{\"author\":\"Ada\",\"text\":\"Hi\"}");

        assertThat(chatB.sync(known).changed()).containsExactly("chat:rooms");
        assertThat(chatB.get("/api/rooms").body()).contains(room);
    }

    @Test
    void a_text_may_have_500_characters_and_not_more() {
        assertThat(post(chatA, "Ada", "x".repeat(500)).status()).isEqualTo(201);
        assertThat(post(chatA, "Ada", "x".repeat(501)).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%20", "a%2Fb", "12345678901234567890123456789012345678901"})
    void a_client_with_a_name_that_is_none_is_refused(String label) {
        assertThat(tickerA.get("/api/stocks?client=" + label).status()).isEqualTo(400);
        assertThat(tickerA.get("/api/counters?label=" + label).status()).isEqualTo(400);
    }

    @Test
    @Order(LAST - 2)
    void an_authorizer_in_one_war_of_an_ear_protects_the_keys_in_all() {
        ServerNode node = cluster.node(0);
        node.deploy(Wars.guardedEar());
        try {
            for (String war : List.of("guarded-one", "guarded-two")) {
                Client client = new Client(node, war);
                Waiting.atMostSeconds(20)
                        .until(() -> client.get("/reality/health").status() == 200);
                Answer answer = client.sync(Map.of("open", 0L, "secret", 0L));
                assertThat(answer.changed()).as(war).containsExactly("open");
                assertThat(answer.json().getJsonArray("denied").toString()).isEqualTo("[\"secret\"]");
            }
        } finally {
            node.undeploy("guarded");
        }
    }

    @Test
    @Order(LAST - 1)
    void the_ear_leaves_no_thread_behind_and_can_be_deployed_again() {
        ServerNode node = cluster.node(1);

        node.undeploy(NAME);

        Waiting.atMostSeconds(20)
                .untilAsserted(() -> assertThat(threadsOfReality(node)).isEmpty());
        node.deploy(ear);
        Waiting.atMostSeconds(60).until(() -> chatB.get("/reality/health").status() == 200);
        awaitPeers();
        long known = chatB.version(ROOM);
        post(chatA, "Ada", text());
        assertThat(chatB.version(ROOM)).isNotEqualTo(known);
    }

    @Test
    @Order(LAST)
    void the_death_of_a_node_keeps_nobody_from_going_on() throws Exception {
        CompletableFuture<Answer> waiting =
                chatA.syncWaiting(Map.of(NOTIFICATIONS, chatA.version(NOTIFICATIONS)), Duration.ofSeconds(25));
        Waiting.untilHeld(waiting);
        String before = text();
        post(chatB, "Ada", before);

        cluster.node(1).kill();

        String after = text();
        assertThat(post(chatA, "Ada", after).status()).isEqualTo(201);
        assertThat(texts(chatA)).contains(before, after);
        noticesA.post("/api/notifications", "{\"text\":\"Still here\"}");
        assertThat(waiting.get(20, SECONDS).changed()).containsExactly(NOTIFICATIONS);
    }

    private static Answer post(Client client, String author, String text) {
        return client.post(
                "/api/rooms/general/messages",
                Json.createObjectBuilder()
                        .add("author", author)
                        .add("text", text)
                        .build()
                        .toString());
    }

    private static List<String> texts(Client client) {
        return array(client.get("/api/rooms/general/messages")).getValuesAs(JsonObject.class).stream()
                .map(message -> message.getString("text"))
                .toList();
    }

    private static JsonObject counters(Client client, String label) {
        return client.get("/api/counters?label=" + label).json();
    }

    private static JsonObject expected(String label, int requests, long bytes, int open) {
        return Json.createObjectBuilder()
                .add("bytesOut", bytes)
                .add("label", label)
                .add("openConnections", open)
                .add("requests", requests)
                .build();
    }

    private static int length(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body().getBytes(UTF_8).length;
    }

    private static JsonArray array(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return array(answer.body());
    }

    private static JsonArray array(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readArray();
        }
    }

    private static Set<String> threadsOfReality(ServerNode node) {
        Set<String> names = node.threadNames();
        names.removeIf(name -> !name.startsWith("reality-") && !name.startsWith("hz.reality"));
        return names;
    }

    private static String text() {
        return UUID.randomUUID().toString();
    }

    private static String label() {
        return "test:" + UUID.randomUUID().toString().substring(0, 8);
    }
}
