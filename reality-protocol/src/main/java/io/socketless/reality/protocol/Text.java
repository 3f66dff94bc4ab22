package io.socketless.reality.protocol;

/** What the rules of the protocol ask of a string. */
final class Text {

    private Text() {}

    /** Whether a string has more Unicode code points than {@code max}. */
    static boolean isLongerThan(String text, int max) {
        return text.length() > max && text.codePointCount(0, text.length()) > max;
    }

    static boolean hasControlCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a string has half of a surrogate pair, which no UTF-8 text can carry. */
    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isSurrogate(unit)) {
                if (!beginsPair(text, i)) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** Whether a high surrogate stands at this index and the low one that belongs to it follows. */
    static boolean beginsPair(String text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1));
    }

    /** Whether a string is a UUID in its usual form of 36 characters, any case, any version. */
    static boolean isUuid(String text) {
        if (text.length() != 36) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (hyphen ? text.charAt(i) != '-' : !isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHexDigit(char character) {
        return character < 0x80 && Character.digit(character, 16) >= 0;
    }
}
