//! Addresses, each with what it needs beside its handler.
//!
//! Rules:    an address comes into the router through here alone, so that none is without a rule; a test holds the sources to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};
use node::access::Right;

use crate::http::App;

/// What an address needs of who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing: it tells of nobody.
    Nothing,
    /// A token of its own, which its handler looks at.
    OwnToken,
    /// A person who signed in; the form's token is its handler's to look at.
    Session,
    /// This right.
    Right(Right),
}

impl Need {
    pub(crate) const READ: Self = Self::Right(Right::Read);
    pub(crate) const SCREEN: Self = Self::Right(Right::Screen);
}

/// What each address needs, by method.
#[derive(Clone, Default)]
pub(crate) struct Rules(BTreeMap<&'static str, Vec<(Method, Need)>>);

/// What an address says of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// It needs this.
    Needs(Need),
    /// The address is not asked so.
    OtherMethod,
    /// It has no rule.
    Unknown,
}

impl Rules {
    pub(crate) fn of(&self, path: &str, method: &Method) -> Rule {
        let Some(known) = self.0.get(path) else { return Rule::Unknown };
        // What is answered to GET is answered to HEAD, without its body.
        let method = if *method == Method::HEAD { &Method::GET } else { method };
        known.iter().find(|(of, _)| of == method).map_or(Rule::OtherMethod, |(_, need)| Rule::Needs(*need))
    }

    #[cfg(test)]
    pub(crate) fn all(&self) -> impl Iterator<Item = (&'static str, &Method, Need)> {
        self.0.iter().flat_map(|(path, known)| known.iter().map(|(method, need)| (*path, method, *need)))
    }
}

/// A router that is being made.
#[derive(Default)]
pub(crate) struct Routes {
    router: Router<Arc<App>>,
    rules: Rules,
}

impl Routes {
    pub(crate) fn get<T: 'static>(self, path: &'static str, need: Need, handler: impl Handler<T, Arc<App>>) -> Self {
        self.on(path, (Method::GET, MethodFilter::GET), need, None, handler)
    }

    pub(crate) fn post<T: 'static>(self, path: &'static str, need: Need, handler: impl Handler<T, Arc<App>>) -> Self {
        self.on(path, (Method::POST, MethodFilter::POST), need, None, handler)
    }

    /// One that takes a body of so many bytes.
    pub(crate) fn post_up_to<T: 'static>(
        self,
        path: &'static str,
        most: usize,
        need: Need,
        handler: impl Handler<T, Arc<App>>,
    ) -> Self {
        self.on(path, (Method::POST, MethodFilter::POST), need, Some(most), handler)
    }

    fn on<T: 'static>(
        mut self,
        path: &'static str,
        (method, filter): (Method, MethodFilter),
        need: Need,
        most: Option<usize>,
        handler: impl Handler<T, Arc<App>>,
    ) -> Self {
        let mut way = on(filter, handler);
        if let Some(most) = most {
            way = way.layer(DefaultBodyLimit::max(most));
        }
        self.rules.0.entry(path).or_default().push((method, need));
        Self { router: self.router.route(path, way), rules: self.rules }
    }

    /// With all addresses of others.
    pub(crate) fn merge(mut self, others: Self) -> Self {
        for (path, known) in others.rules.0 {
            self.rules.0.entry(path).or_default().extend(known);
        }
        Self { router: self.router.merge(others.router), rules: self.rules }
    }

    /// The router and what each address needs.
    pub(crate) fn into_parts(self) -> (Router<Arc<App>>, Rules) {
        (self.router, self.rules)
    }
}
