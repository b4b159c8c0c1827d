package io.ringmain.distribution.assemble;

import java.util.List;
import java.util.Map;

/** Writes maps, lists, texts and numbers as JSON, indented. */
final class JsonText {
  private final StringBuilder out = new StringBuilder();

  private JsonText() {}

  static String of(Map<String, ?> object) {
    JsonText text = new JsonText();
    text.value(object, "\n");
    return text.out.append('\n').toString();
  }

  private void value(Object value, String newLine) {
    switch (value) {
      case Map<?, ?> object -> {
        String separator = "{";
        for (Map.Entry<?, ?> field : object.entrySet()) {
          out.append(separator).append(newLine).append("  ");
          text(field.getKey().toString());
          out.append(": ");
          value(field.getValue(), newLine + "  ");
          separator = ",";
        }
        out.append(object.isEmpty() ? "{" : newLine).append('}');
      }
      case List<?> list -> {
        String separator = "[";
        for (Object element : list) {
          out.append(separator).append(newLine).append("  ");
          value(element, newLine + "  ");
          separator = ",";
        }
        out.append(list.isEmpty() ? "[" : newLine).append(']');
      }
      case Number number -> out.append(number);
      default -> text(value.toString());
    }
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        default -> {
          if (c < ' ') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
