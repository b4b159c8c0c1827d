package io.ringmain.protocol.generator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A parser for the JSON of message schemas: strict JSON plus {@code //} comments.
 *
 * <p>Objects become {@code LinkedHashMap}s, arrays {@code List}s, numbers {@code Long}s (schemas
 * have no fractions), {@code null} stays null. A syntax error names the source and the line.
 */
final class Json {
  private final String source;
  private final String text;
  private int position;

  private Json(String source, String text) {
    this.source = source;
    this.text = text;
  }

  static Map<String, Object> parseObject(String source, String text) {
    Json json = new Json(source, text);
    json.skipSpace();
    Map<String, Object> object = json.object();
    json.skipSpace();
    if (json.position != text.length()) {
      throw json.error("something follows the end of the object");
    }
    return object;
  }

  private Object value() {
    skipSpace();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object() {
    expect('{');
    Map<String, Object> members = new LinkedHashMap<>();
    while (!atEndOf('}', members.isEmpty())) {
      skipSpace();
      String name = string();
      skipSpace();
      expect(':');
      Object value = value();
      if (members.containsKey(name)) {
        throw error("\"" + name + "\" appears twice in one object");
      }
      members.put(name, value);
    }
    return members;
  }

  private List<Object> array() {
    expect('[');
    List<Object> elements = new ArrayList<>();
    while (!atEndOf(']', elements.isEmpty())) {
      elements.add(value());
    }
    return elements;
  }

  /** Consumes the closing bracket, or the comma before every element but the first. */
  private boolean atEndOf(char closing, boolean first) {
    skipSpace();
    if (peek() == closing) {
      position++;
      return true;
    }
    if (!first) {
      expect(',');
    }
    return false;
  }

  private String string() {
    expect('"');
    StringBuilder characters = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(position++);
      characters.append(c == '\\' ? escaped() : c);
    }
    position++;
    return characters.toString();
  }

  private char escaped() {
    char c = peek();
    position++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        if (position + 4 > text.length()) {
          throw error("a \\u escape needs four digits");
        }
        position += 4;
        yield (char) Integer.parseInt(text, position - 4, position, 16);
      }
      default -> throw error("unknown escape \\" + c);
    };
  }

  private Object word(String word, Object meaning) {
    if (!text.startsWith(word, position)) {
      throw error("a value was expected");
    }
    position += word.length();
    return meaning;
  }

  private Long number() {
    int start = position;
    while (position < text.length() && "-0123456789".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    try {
      return Long.valueOf(text.substring(start, position));
    } catch (NumberFormatException e) {
      throw error("a value was expected");
    }
  }

  private void skipSpace() {
    while (position < text.length()) {
      if (text.startsWith("//", position)) {
        int endOfLine = text.indexOf('\n', position);
        position = endOfLine < 0 ? text.length() : endOfLine;
      } else if (Character.isWhitespace(text.charAt(position))) {
        position++;
      } else {
        return;
      }
    }
  }

  private char peek() {
    if (position >= text.length()) {
      throw error("unexpected end");
    }
    return text.charAt(position);
  }

  private void expect(char c) {
    if (peek() != c) {
      throw error("'" + c + "' was expected, not '" + peek() + "'");
    }
    position++;
  }

  private SchemaException error(String what) {
    long line = 1 + text.substring(0, Math.min(position, text.length())).lines().count();
    return new SchemaException(source + ", near line " + line + ": " + what);
  }
}
