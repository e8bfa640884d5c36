//! What institutions and coordinators read.
