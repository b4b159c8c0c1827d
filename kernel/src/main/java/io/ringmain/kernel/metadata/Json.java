package io.ringmain.kernel.metadata;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON, as little of it as the coordination store's readable nodes need: objects, lists, strings,
 * numbers without fraction, true, false and null.
 *
 * <p>Values are Map&lt;String, Object&gt; in order, List&lt;Object&gt;, String, Long and Boolean; a
 * null is left out of its object. Any thread.
 */
public final class Json {

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /**
   * An object's fields.
   *
   * @throws IllegalArgumentException if the text is not a JSON object
   */
  public static Map<String, Object> parse(String text) {
    Json json = new Json(text);
    Map<String, Object> object = json.object();
    json.skipBlanks();
    if (json.at != text.length()) {
      throw json.wrong("the end");
    }
    return object;
  }

  /** An object as text. */
  public static String write(Map<String, ?> object) {
    StringBuilder out = new StringBuilder();
    writeValue(out, object);
    return out.toString();
  }

  private static void writeValue(StringBuilder out, Object value) {
    switch (value) {
      case Map<?, ?> object -> {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> field : object.entrySet()) {
          out.append(separator);
          writeString(out, field.getKey().toString());
          out.append(':');
          writeValue(out, field.getValue());
          separator = ",";
        }
        out.append('}');
      }
      case List<?> list -> {
        out.append('[');
        String separator = "";
        for (Object element : list) {
          out.append(separator);
          writeValue(out, element);
          separator = ",";
        }
        out.append(']');
      }
      case Number number -> out.append(number.longValue());
      case Boolean bool -> out.append(bool);
      default -> writeString(out, value.toString());
    }
  }

  private static void writeString(StringBuilder out, String string) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u00").append(Character.forDigit(c >> 4, 16));
        out.append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private Map<String, Object> object() {
    Map<String, Object> fields = new LinkedHashMap<>();
    expect('{');
    if (accept('}')) {
      return fields;
    }
    do {
      skipBlanks();
      String name = string();
      expect(':');
      Object value = value();
      if (value != null) {
        fields.put(name, value);
      }
    } while (accept(','));
    expect('}');
    return fields;
  }

  private List<Object> list() {
    List<Object> elements = new ArrayList<>();
    expect('[');
    if (accept(']')) {
      return elements;
    }
    do {
      elements.add(value());
    } while (accept(','));
    expect(']');
    return elements;
  }

  private Object value() {
    skipBlanks();
    if (at == text.length()) {
      throw wrong("a value");
    }
    return switch (text.charAt(at)) {
      case '{' -> object();
      case '[' -> list();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw wrong(word);
    }
    at += word.length();
    return value;
  }

  private Long number() {
    int start = at;
    while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    try {
      return Long.valueOf(text.substring(start, at));
    } catch (NumberFormatException e) {
      at = start;
      throw (IllegalArgumentException) wrong("a whole number").initCause(e);
    }
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return out.toString();
      }
      out.append(c == '\\' ? escaped() : c);
    }
    throw wrong("the end of a string");
  }

  private char escaped() {
    char c = at < text.length() ? text.charAt(at++) : ' ';
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> unicode();
      default -> throw wrong("an escape");
    };
  }

  private char unicode() {
    if (at + 4 > text.length()) {
      throw wrong("four hexadecimal digits");
    }
    at += 4;
    return (char) Integer.parseInt(text.substring(at - 4, at), 16);
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw wrong("'" + c + "'");
    }
  }

  private boolean accept(char c) {
    skipBlanks();
    boolean there = at < text.length() && text.charAt(at) == c;
    if (there) {
      at++;
    }
    return there;
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException(
        "not JSON: at position " + at + " of " + text.length() + " there must be " + expected);
  }
}
