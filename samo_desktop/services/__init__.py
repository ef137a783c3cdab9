"""What a front end may ask for, one service a subject. Front ends import these and the domain."""
