package dev.hawser.interop;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExportsTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a user of the library can see says what it does. Its sentences are free: no tags are asked for. */
class DocumentedTest {
    private final List<String> silent = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"bytes", "message", "transport", "transport-linux", "http", "testkit"})
    void everyPublicTypeAndMemberHasAComment(String room) throws IOException {
        Path sources = Path.of("..", room, "src", "main", "java");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> tree = Files.walk(sources)) {
            List<Path> java =
                    tree.filter(path -> path.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(java));
            List<CompilationUnitTree> units = new ArrayList<>();
            task.parse().forEach(units::add);
            Set<String> exported = units.stream()
                    .filter(unit -> unit.getModule() != null)
                    .flatMap(unit -> unit.getModule().getDirectives().stream())
                    .filter(directive -> directive instanceof ExportsTree exports && exports.getModuleNames() == null)
                    .map(directive -> ((ExportsTree) directive).getPackageName().toString())
                    .collect(toSet());
            assertThat(exported).isNotEmpty();
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : units) {
                if (unit.getPackageName() != null
                        && exported.contains(unit.getPackageName().toString())) {
                    new Visible(docs).scan(unit, null);
                }
            }
        }
        assertThat(silent).isEmpty();
    }

    /** Visits what a user can see, and nothing below what he cannot. */
    private final class Visible extends TreePathScanner<Void, Void> {
        private final DocTrees docs;

        Visible(DocTrees docs) {
            this.docs = docs;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            if (isVisible(type.getModifiers())) {
                demandComment(type.getSimpleName().toString());
                return super.visitClass(type, unused);
            }
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            boolean inherits = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
            if (isVisible(method.getModifiers()) && !inherits) {
                demandComment(method.getName() + "()");
            }
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, Void unused) {
            // The constants of an enum and the components of a record are told by their type's comment.
            Tree owner = getCurrentPath().getParentPath().getLeaf();
            boolean told = owner.getKind() == Tree.Kind.ENUM || owner.getKind() == Tree.Kind.RECORD;
            if (isVisible(field.getModifiers()) && !told) {
                demandComment(field.getName().toString());
            }
            return null;
        }

        private boolean isVisible(ModifiersTree modifiers) {
            Set<Modifier> flags = modifiers.getFlags();
            TreePath owner = getCurrentPath().getParentPath();
            boolean inInterface = owner.getLeaf().getKind() == Tree.Kind.INTERFACE;
            Set<Modifier> seen = new HashSet<>(EnumSet.of(Modifier.PUBLIC, Modifier.PROTECTED));
            seen.retainAll(flags);
            return !seen.isEmpty() || inInterface && !flags.contains(Modifier.PRIVATE);
        }

        private void demandComment(String name) {
            if (docs.getDocComment(getCurrentPath()) == null) {
                CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
                long start = docs.getSourcePositions()
                        .getStartPosition(unit, getCurrentPath().getLeaf());
                silent.add("%s:%d %s"
                        .formatted(
                                unit.getSourceFile().getName(),
                                unit.getLineMap().getLineNumber(start),
                                name));
            }
        }
    }
}
