package io.socketless.reality.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollTest {

    private static final PollTag TAG = PollTag.of(Map.of("a", 5L));

    @Test
    void a_tag_moves_with_keys_and_versions_only() {
        assertThat(PollTag.of(Map.of("a", 5L))).isEqualTo(TAG);
        assertThat(PollTag.of(Map.of("a", 6L))).isNotEqualTo(TAG);
        assertThat(PollTag.of(Map.of("b", 5L))).isNotEqualTo(TAG);
        assertThat(PollTag.of(two("a", 5, "b", 6))).isNotEqualTo(TAG).isNotEqualTo(PollTag.of(two("a", 6, "b", 5)));
        assertThat(TAG.header()).matches("\"[A-Za-z0-9_-]{22}\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                " * ",
                "%s",
                "W/%s",
                " %s ",
                "\"x\", %s",
                "\"x\",%s,\"y\"",
                "W/\"x\", W/%s",
                "\"a, b\", %s",
                ",, %s",
                "\"W/\",%s",
                "%s, \"unfinished"
            })
    void a_field_that_names_the_tag_matches(String field) {
        assertThat(TAG.matches(field.formatted(TAG.header()))).isTrue();
    }

    @Test
    void a_field_that_does_not_name_the_tag_does_not_match() {
        String bare = TAG.header().substring(1, TAG.header().length() - 1);
        for (String field : new String[] {
            "",
            " ",
            ",",
            "\"\"",
            "\"",
            "W/",
            "\"x\"",
            bare,
            "\"" + bare,
            bare + "\"",
            "w/" + TAG.header(),
            "\"*\"",
            "*, \"x\"",
            "\"x" + TAG.header(),
            "\"" + bare + "x\"",
            "\"" + bare.substring(1) + "\""
        }) {
            assertThat(TAG.matches(field)).as(field).isFalse();
        }
    }

    @Test
    void a_version_decides_where_one_key_is_polled() {
        assertThat(version("5").holds(1, Map.of("a", 5L))).isTrue();
        assertThat(version(" 5 ").holds(1, Map.of("a", 5L))).isTrue();
        assertThat(version("4").holds(1, Map.of("a", 5L))).isFalse();
        assertThat(version("6").holds(1, Map.of("a", 5L))).isFalse();
        assertThat(version("five").holds(1, Map.of("a", 5L))).isFalse();
    }

    @Test
    void a_version_never_decides_where_several_keys_are_polled() {
        assertThat(version("6").holds(2, two("a", 5, "b", 6))).isFalse();
        assertThat(version("5").holds(2, Map.of("a", 5L))).isFalse();
        assertThat(version("5").holds(1, Map.of())).isFalse();
    }

    @Test
    void a_tag_decides_alone_where_it_is_sent() {
        assertThat(condition("\"x\"", "5").holds(1, Map.of("a", 5L))).isFalse();
        assertThat(condition(TAG.header(), "4").holds(1, Map.of("a", 5L))).isTrue();
        assertThat(new PollCondition(Optional.empty(), Optional.empty()).holds(1, Map.of("a", 5L)))
                .isFalse();
    }

    private static PollCondition version(String version) {
        return new PollCondition(Optional.empty(), Optional.of(version));
    }

    private static PollCondition condition(String ifNoneMatch, String version) {
        return new PollCondition(Optional.of(ifNoneMatch), Optional.of(version));
    }

    private static Map<String, Long> two(String key, long version, String other, long otherVersion) {
        Map<String, Long> versions = new LinkedHashMap<>();
        versions.put(key, version);
        versions.put(other, otherVersion);
        return versions;
    }
}
