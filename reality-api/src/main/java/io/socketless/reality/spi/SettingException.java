package io.socketless.reality.spi;

/** A property has a value that cannot be used. The message names the property, the value, and what would be right. */
public class SettingException extends RuntimeException {

    public SettingException(String property, String value, String expected) {
        super("%s = '%s': expected %s".formatted(property, value, expected));
    }
}
