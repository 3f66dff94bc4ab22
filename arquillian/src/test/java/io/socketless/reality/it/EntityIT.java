package io.socketless.reality.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.socketless.reality.it.office.Office.Action;
import io.socketless.reality.servers.Cluster;
import io.socketless.reality.servers.ServerNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that entities name, with the JPA provider, the transactions and the class loaders of a real server. */
class EntityIT {
    private static Cluster cluster;
    private static ServerNode node;
    private static Client office;

    private final String room = UUID.randomUUID().toString();
    private final String other = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        cluster =
                Cluster.of(1, "/office/reality/health", Map.of(), Wars.office()).start();
        node = cluster.node(0);
        office = new Client(node, "office");
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    private long call(Action action, long message) {
        Answer answer = office.post(
                "/office?action=" + action + "&room=" + room + "&other=" + other + "&message=" + message, "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return Long.parseLong(answer.body());
    }

    /** Every key that may change in a test. */
    private List<String> keys() {
        return List.of(
                "rooms",
                "room:" + room,
                "room:" + other,
                "chats",
                "chat:" + room,
                "chat:" + other,
                "town:" + room + "-here",
                "town:" + room + "-there",
                "town:" + other + "-here",
                "event:" + room,
                "method:" + room,
                "jdbc:" + room);
    }

    /** What has changed when the call returns, without the ids of the rooms. */
    private Set<String> changed(Action action, long message) {
        Map<String, Long> known = office.versions(keys());
        call(action, message);
        return named(office.sync(known).changed());
    }

    private Set<String> named(Iterable<String> keys) {
        Set<String> names = new TreeSet<>();
        keys.forEach(key -> names.add(key.replace(room, "ROOM").replace(other, "OTHER")));
        return names;
    }

    private long posted() {
        call(Action.OPEN, 0);
        return call(Action.POST, 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Action.class,
            names = {"POST", "POST_AND_FLUSH"})
    void an_inserted_entity_changes_its_keys(Action action) {
        assertThat(changed(Action.OPEN, 0)).containsExactlyInAnyOrder("room:ROOM", "room:OTHER");

        assertThat(changed(action, 0)).containsExactlyInAnyOrder("chat:ROOM", "town:ROOM-here");
    }

    @Test
    void an_entity_that_is_written_by_the_flush_at_commit_changes_its_keys() {
        long message = posted();

        assertThat(changed(Action.EDIT, message)).containsExactlyInAnyOrder("chat:ROOM", "town:ROOM-here");
    }

    @Test
    void an_entity_that_moves_changes_where_it_was_and_where_it_is() {
        long message = posted();

        assertThat(changed(Action.MOVE, message))
                .containsExactlyInAnyOrder("chat:ROOM", "chat:OTHER", "town:ROOM-here");
    }

    @Test
    void a_property_of_an_embeddable_changes_both_keys() {
        long message = posted();

        assertThat(changed(Action.TRAVEL, message))
                .containsExactlyInAnyOrder("chat:ROOM", "town:ROOM-here", "town:ROOM-there");
    }

    @Test
    void a_removed_entity_changes_its_keys() {
        long message = posted();

        assertThat(changed(Action.REMOVE, message)).containsExactlyInAnyOrder("chat:ROOM", "town:ROOM-here");
    }

    @Test
    void what_a_cascade_removes_changes_its_keys() {
        posted();

        assertThat(changed(Action.CLOSE, 0)).containsExactlyInAnyOrder("room:ROOM", "chat:ROOM", "town:ROOM-here");
    }

    @Test
    void values_of_a_collection_belong_to_its_owner() {
        posted();

        assertThat(changed(Action.JOIN, 0)).containsExactlyInAnyOrder("room:ROOM");
    }

    @ParameterizedTest
    @EnumSource(
            value = Action.class,
            names = {"JPQL", "SQL"})
    void a_statement_in_bulk_changes_the_keys_for_that_and_a_key_without_one_is_logged(Action action) {
        posted();

        assertThat(changed(action, 0)).containsExactly("chats");
        assertThat(node.log()).contains("REALITY-1300", "town:{place.town}");
    }

    @Test
    void jdbc_with_a_word_to_reality_changes_the_key() {
        posted();

        assertThat(changed(Action.JDBC, 0)).containsExactly("jdbc:ROOM");
    }

    @Test
    void what_was_rolled_back_changes_nothing() {
        posted();

        assertThat(changed(Action.ROLL_BACK, 0)).isEmpty();
        assertThat(office.post("/office?action=COUNT&room=" + room + "-gone&message=0", "")
                        .body())
                .isEqualTo("0");
    }

    @Test
    void a_key_that_breaks_the_rules_is_logged_and_disturbs_no_other() {
        Map<String, Long> known = office.versions(keys());
        String tab = room + "%09";

        assertThat(office.post("/office?action=OPEN&room=" + tab + "&other=" + other + "&message=0", "")
                        .status())
                .isEqualTo(200);

        assertThat(named(office.sync(known).changed())).containsExactly("room:OTHER");
        assertThat(node.log()).contains("REALITY-1303", "'room:" + room + "\t': ");
    }

    @Test
    void what_comes_in_all_ways_in_one_transaction_is_published_once_and_together() {
        call(Action.OPEN, 0);

        Set<String> all = Set.of(
                "chat:ROOM",
                "chat:OTHER",
                "town:ROOM-here",
                "town:OTHER-here",
                "event:ROOM",
                "method:ROOM",
                "jdbc:ROOM");
        assertThat(changed(Action.ALL_WAYS, 0)).containsExactlyInAnyOrderElementsOf(all);
        Supplier<List<Set<String>>> told = () -> office.get("/office")
                .body()
                .lines()
                .filter(line -> line.contains("chat:" + room))
                .map(line -> named(List.of(line.split(" "))))
                .toList();
        Waiting.atMostSeconds(10).until(() -> !told.get().isEmpty());
        assertThat(told.get()).containsExactly(all);
    }

    @Test
    void a_path_that_does_not_exist_stops_the_deployment_and_is_named() {
        String before = node.log();

        var unused = catchThrowable(() -> node.deploy(Wars.misspelled())); // not every server says so in its answer

        assertThat(new Client(node, "misspelled").get("/reality/health").status())
                .isEqualTo(404);
        assertThat(node.log().substring(before.length()))
                .contains("@RealityKeys(\"mail:{adress}\") on io.socketless.reality.it.misspelled.Mail:"
                        + " there is no property {adress}");
    }
}
