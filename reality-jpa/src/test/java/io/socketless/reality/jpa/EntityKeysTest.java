package io.socketless.reality.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class EntityKeysTest {

    private static EntityKeys keys(Class<?> entity) {
        return EntityKeys.of(entity, path -> {});
    }

    @Test
    void keys_of_all_annotations_and_of_the_classes_above_hold() {
        assertThat(keys(Below.class).of(path -> "x")).containsExactlyInAnyOrder("below:x", "a", "b:x");
    }

    @Test
    void of_some_entities_only_those_keys_are_known_that_need_no_path() {
        assertThat(keys(Below.class).ofSome()).containsExactlyInAnyOrder("a", "all");
    }

    @Test
    void a_class_without_the_annotation_has_none() {
        assertThat(keys(Object.class).isEmpty()).isTrue();
    }

    @Test
    void an_annotation_without_a_key_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys(Empty.class))
                .withMessageContaining(Empty.class.getName());
    }

    @Test
    void a_key_for_bulk_with_a_path_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys(BulkWithPath.class))
                .withMessage("@RealityKeys(\"all:{id}\") on " + BulkWithPath.class.getName()
                        + ": a key for statements in bulk has no path");
    }

    @RealityKeys("a")
    @RealityKeys(value = "b:{x}", bulk = "all")
    static class Above {}

    @RealityKeys("below:{x}")
    static class Below extends Above {}

    @RealityKeys({})
    static class Empty {}

    @RealityKeys(value = "a:{id}", bulk = "all:{id}")
    static class BulkWithPath {}
}
