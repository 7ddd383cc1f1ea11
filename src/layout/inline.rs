//! Pieces of a line to a paragraph with styles and marks.

use super::composer::{Composed, Composer, Link, in_case};
use crate::diagnostic::Span;
use crate::frame::{Owner, Role};
use crate::letter::{Inline, InlineKind};
use crate::resolve::{Style, Words};
use crate::text::{Breaking, Mark, TextStyle};
use std::sync::Arc;

/// How the pieces at some depth are set.
#[derive(Debug, Clone)]
struct Context {
    owner: Owner,
    mark: Mark,
    strong: bool,
    emphasis: bool,
    /// The language, where it is not the style's.
    language: Option<Arc<str>>,
    link: Option<Link>,
}

impl Composer<'_> {
    /// A paragraph of inlines that belongs to `owner`.
    pub(super) fn compose(&mut self, inlines: &[Inline], style: &Style, owner: Owner) -> Composed {
        let mut composed = Composed::default();
        self.compose_into(&mut composed, inlines, style, owner);
        composed
    }

    /// Adds inlines that belong to `owner` to a paragraph.
    pub(super) fn compose_into(&mut self, composed: &mut Composed, inlines: &[Inline], style: &Style, owner: Owner) {
        let mark = self.mark(owner);
        let context = Context { owner, mark, strong: false, emphasis: false, language: None, link: None };
        self.compose_at(composed, inlines, style, &context);
    }

    fn compose_at(&mut self, composed: &mut Composed, inlines: &[Inline], style: &Style, context: &Context) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(text) => {
                    let text_style = self.text_style(style, context);
                    composed.push(&in_case(text, style), &text_style, context.mark, Breaking::Prose, &inline.span);
                }
                InlineKind::Break => {
                    let text_style = self.text_style(style, context);
                    // With a space, so that words do not join when they are read.
                    composed.push(" \n", &text_style, context.mark, Breaking::Prose, &inline.span);
                }
                InlineKind::Emphasis(content) => {
                    let context = self.within(context, Role::Emphasis);
                    self.compose_at(composed, content, style, &Context { emphasis: !context.emphasis, ..context });
                }
                InlineKind::Strong(content) => {
                    let context = self.within(context, Role::Strong);
                    self.compose_at(composed, content, style, &Context { strong: true, ..context });
                }
                InlineKind::Foreign { language, content } => {
                    let context = self.within(context, Role::Span);
                    self.say_language(context.owner, language);
                    self.compose_at(composed, content, style, &Context { language: Some(language.clone()), ..context });
                }
                InlineKind::Link { url, bare: true, content } => {
                    let shown = plain_text(content);
                    let context = self.linked(context, url, &shown);
                    let text_style = self.text_style(style, &context);
                    composed.push(&shown, &text_style, context.mark, Breaking::Url, &inline.span);
                }
                InlineKind::Link { url, bare: false, content } => {
                    let context = self.linked(context, url, &plain_text(content));
                    self.compose_at(composed, content, style, &context);
                }
            }
        }
    }

    /// Adds an address that leads to itself, in the colour of links; `name` is what is found there.
    pub(super) fn push_address(
        &mut self,
        composed: &mut Composed,
        shown: &Words,
        (url, name): (&str, &str),
        style: &Style,
        owner: Owner,
    ) {
        let mark = self.address_mark(name, url, owner);
        let color = self.style("link").spec.color;
        let text_style = Arc::new(TextStyle { color, ..style.text().as_ref().clone() });
        composed.push(&shown.text, &text_style, mark, Breaking::Url, &shown.span);
    }

    /// A mark for an address that leads to itself; `name` is what is found there.
    pub(super) fn address_mark(&mut self, name: &str, url: &str, owner: Owner) -> Mark {
        let owner = self.open(owner, Role::Link);
        self.link_mark(owner, Link { target: url.to_string(), description: describe(url, name) })
    }

    /// The context within an element of its own.
    fn within(&mut self, context: &Context, role: Role) -> Context {
        let owner = self.open(context.owner, role);
        let mark = match &context.link {
            Some(link) => self.link_mark(owner, link.clone()),
            None => self.mark(owner),
        };
        Context { owner, mark, ..context.clone() }
    }

    /// The context within a link.
    fn linked(&mut self, context: &Context, url: &str, shown: &str) -> Context {
        let owner = self.open(context.owner, Role::Link);
        let link = Link { target: url.to_string(), description: describe(url, shown) };
        let mark = self.link_mark(owner, link.clone());
        Context { owner, mark, link: Some(link), ..context.clone() }
    }

    fn text_style(&self, style: &Style, context: &Context) -> Arc<TextStyle> {
        let variant = style.variant(context.strong, context.emphasis);
        if context.link.is_none() && context.language.is_none() {
            return variant.clone();
        }
        let mut variant = variant.as_ref().clone();
        if context.link.is_some() {
            variant.color = self.style("link").spec.color;
        }
        if let Some(language) = &context.language {
            variant.language = language.clone();
        }
        Arc::new(variant)
    }

    /// A piece that stands before a paragraph's own text: a label in the line.
    pub(super) fn push_label(
        &mut self,
        composed: &mut Composed,
        label: &str,
        style: &Style,
        owner: Owner,
        span: &Span,
    ) {
        let owner = self.open(owner, Role::Span);
        let mark = self.mark(owner);
        composed.push(&format!("{} ", in_case(label, style)), style.text(), mark, Breaking::Prose, span);
    }
}

/// Where a link leads, for those who hear it.
fn describe(url: &str, shown: &str) -> String {
    let target = url.strip_prefix("mailto:").unwrap_or(url);
    if shown.is_empty() || shown == target { target.to_string() } else { format!("{shown}: {target}") }
}

/// The text of inlines without their markup.
pub(super) fn plain_text(inlines: &[Inline]) -> String {
    let mut text = String::new();
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(piece) => text.push_str(piece),
            InlineKind::Break => text.push(' '),
            InlineKind::Emphasis(content)
            | InlineKind::Strong(content)
            | InlineKind::Foreign { content, .. }
            | InlineKind::Link { content, .. } => text.push_str(&plain_text(content)),
        }
    }
    text
}
