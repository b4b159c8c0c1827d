package io.ringmain.protocol.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JavaSourceTest {
  private static final Versions KNOWN = Versions.parse("2-9");

  private final JavaSource out = new JavaSource("a", "A");

  private String when(String versions, String then, String otherwise) {
    int before = out.toString().length();
    out.when(
        Versions.parse(versions),
        KNOWN,
        () -> {
          if (!then.isEmpty()) {
            out.line(then);
          }
        },
        () -> {
          if (!otherwise.isEmpty()) {
            out.line(otherwise);
          }
        });
    return out.toString().substring(before);
  }

  @Test
  void writesConditionsOnlyWhereThereIsAChoice() {
    assertEquals("then;\n", when("0+", "then;", "otherwise;"));
    assertEquals("otherwise;\n", when("0-1", "then;", "otherwise;"));
    assertEquals(
        "if (version >= 4) {\n  then;\n} else {\n  otherwise;\n}\n",
        when("4+", "then;", "otherwise;"));
    assertEquals("if (version <= 3) {\n  then;\n}\n", when("0-3", "then;", ""));
    assertEquals(
        "if (!(version >= 3 && version <= 5)) {\n  otherwise;\n}\n", when("3-5", "", "otherwise;"));
    assertEquals("", when("3-5", "", ""));
  }

  @Test
  void choosesExpressionsByVersion() {
    assertEquals("a", JavaSource.choose(Versions.parse("0+"), KNOWN, "a", "b"));
    assertEquals("b", JavaSource.choose(Versions.NONE, KNOWN, "a", "b"));
    assertEquals(
        "(version >= 5 ? a : b)", JavaSource.choose(Versions.parse("5+"), KNOWN, "a", "b"));
  }

  @Test
  void importsWhatIsUsedFromElsewhere() {
    out.line("%s %s", out.use("java.util.List"), out.use("a.Neighbour"));
    assertEquals("package a;\n\nimport java.util.List;\n\nList Neighbour\n", out.toString());
  }

  @Test
  void textOfSchemasCannotEndTheComment() {
    out.javadoc("a */ <b> & @c");
    assertEquals("package a;\n\n\n/** a *&#47; &lt;b&gt; &amp; &#64;c */\n", out.toString());
  }
}
