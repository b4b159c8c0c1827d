package io.ringmain.protocol.generator;

import java.util.TreeSet;

/**
 * The text of one Java file in the making: lines with indentation, and the imports they turn out to
 * need.
 *
 * <p>A line that ends in <code>{</code> indents what follows; a line that begins with <code>}
 * </code> ends that.
 */
final class JavaSource {
  private final String packageName;
  private final String className;
  private final TreeSet<String> imports = new TreeSet<>();
  private final StringBuilder body = new StringBuilder();
  private int depth;

  JavaSource(String packageName, String className) {
    this.packageName = packageName;
    this.className = className;
  }

  String packageName() {
    return packageName;
  }

  String className() {
    return className;
  }

  /** Adds an import, and gives back the simple name for use in a line. */
  String use(String qualifiedName) {
    int dot = qualifiedName.lastIndexOf('.');
    if (!qualifiedName.substring(0, dot).equals(packageName)) {
      imports.add(qualifiedName);
    }
    return qualifiedName.substring(dot + 1);
  }

  void line(String text) {
    if (text.isEmpty()) {
      body.append('\n');
      return;
    }
    if (text.startsWith("}")) {
      depth--;
    }
    body.append("  ".repeat(depth)).append(text).append('\n');
    if (text.endsWith("{")) {
      depth++;
    }
  }

  // The annotation that Error Prone asks for would be a dependency for this one method.
  @SuppressWarnings("AnnotateFormatMethod")
  void line(String template, Object... values) {
    line(template.formatted(values));
  }

  /** A Javadoc comment from a schema's own words, which are plain text. */
  void javadoc(String plainText) {
    String text =
        plainText
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("@", "&#64;")
            .replace("*/", "*&#47;")
            .replace("\\", "&#92;");
    line("/** " + text.strip() + " */");
  }

  /**
   * Lines for {@code versions} only, as seen where the version is known to be within {@code known}:
   * no condition if that is all of them, nothing at all if it is none.
   */
  void when(Versions versions, Versions known, Runnable then, Runnable otherwise) {
    Versions common = versions.intersect(known);
    if (common.isEmpty()) {
      otherwise.run();
      return;
    }
    if (common.covers(known)) {
      then.run();
      return;
    }
    String yes = captured(then);
    String no = captured(otherwise);
    String condition = condition(common, known);
    if (!yes.isEmpty()) {
      line("if (%s) {", condition);
      body.append(yes);
      if (!no.isEmpty()) {
        line("} else {");
        body.append(no);
      }
      line("}");
    } else if (!no.isEmpty()) {
      line("if (!(%s)) {", condition);
      body.append(no);
      line("}");
    }
  }

  /** The lines of a block, one level deeper, without adding them yet. */
  private String captured(Runnable block) {
    int start = body.length();
    depth++;
    block.run();
    depth--;
    String lines = body.substring(start);
    body.setLength(start);
    return lines;
  }

  /** The Java condition that tells {@code versions} from the rest of {@code known}. */
  static String condition(Versions versions, Versions known) {
    boolean bounded = versions.lowest() > known.lowest();
    if (versions.highest() >= known.highest()) {
      return "version >= " + versions.lowest();
    }
    String upper = "version <= " + versions.highest();
    return bounded ? "version >= " + versions.lowest() + " && " + upper : upper;
  }

  /** One of two expressions by version, without a condition where there is nothing to choose. */
  static String choose(Versions versions, Versions known, String yes, String no) {
    Versions common = versions.intersect(known);
    if (yes.equals(no) || common.covers(known)) {
      return yes;
    }
    if (common.isEmpty()) {
      return no;
    }
    return "(" + condition(common, known) + " ? " + yes + " : " + no + ")";
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("package ").append(packageName).append(";\n\n");
    imports.forEach(name -> text.append("import ").append(name).append(";\n"));
    return text.append('\n').append(body).toString();
  }
}
